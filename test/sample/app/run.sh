#!/bin/sh
# Serves a page on port 8080 and logs one line a second.
set -eu

message=$(cat /app/message.txt)
started=$(date -u +%FT%TZ)

# Ends at once when the container is stopped.
trap 'echo "stopping: $message"; exit 0' TERM INT

mkdir -p /tmp/www
printf '<!doctype html>\n<title>%s</title>\n<h1>%s</h1>\n<p>Up since %s</p>\n' \
  "$message" "$message" "$started" >/tmp/www/index.html
httpd -p 8080 -h /tmp/www

echo "listening on 8080: $message"
tick=0
while true; do
  tick=$((tick + 1))
  echo "tick $tick: $message"
  sleep 1 &
  wait $!
done
