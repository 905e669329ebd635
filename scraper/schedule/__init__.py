"""Recurring crawls: a job as systemd or cron takes it, printed, installed and removed."""
