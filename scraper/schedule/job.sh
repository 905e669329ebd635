#!/bin/sh
{mark}
# Says nothing where the crawl did its work, because cron mails what is said.
exec 9<"$0"
if command -v flock >/dev/null; then
    flock -n 9 || exit 0 # the run before is still at work
fi
cd {directory} || exit 1
{environment}
log={log}
touch "$log" || exit 1
if [ "$(wc -c <"$log")" -gt 10000000 ]; then
    mv "$log" "$log.1"
    touch "$log"
fi
begin=$(($(wc -c <"$log") + 1))
date >>"$log"
{command} >>"$log" 2>&1
status=$?
if [ $status -ne 0 ] && [ $status -ne 130 ]; then # 130: stopped, and the next run goes on
    echo "congan crawl ended with exit code $status. What it said, also in $log:"
    tail -c "+$begin" "$log" | tail -n 50
fi
exit $status
