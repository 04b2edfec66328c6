#!/bin/sh
# Sends files as one batch, waits for it, prints the verdicts and saves the CSV.
#
#   SYMPHONY_URL=http://localhost:8000 examples/check-batch.sh a.jpg b.jpg
#
# Needs curl. If the server requires API keys, set SYMPHONY_API_KEY.
set -eu
url=${SYMPHONY_URL:-http://localhost:8000}
key=${SYMPHONY_API_KEY:-}
# With the same key, a submission that is sent again is not accepted twice.
once=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)

call() { curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused -H "X-API-Key: $key" "$@"; }
# One field of a flat JSON response; if you have jq, use `jq -r .$1`.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }

for file in "$@"; do
  set -- "$@" -F "files=@$file"
  shift
done
# Not in a pipe with `field`, which would hide that the call was refused, and why.
response=$(call -H "Idempotency-Key: $once" "$@" "$url/api/check-logo/batch/") || { printf "%s\n" "$response" >&2; exit 1; }
batch=$(echo "$response" | field batch_id)
echo "batch $batch"

# The batch ends as completed or cancelled.
while status=$(call "$url/api/check-logo/batch/$batch/status") || exit 1; [ "$(echo "$status" | field completed_at)" = null ]; do
  echo "$(echo "$status" | field progress) %"
  sleep 1
done

call -o "$batch.csv" "$url/api/check-logo/batch/export-csv/$batch"
cut -d , -f 1-3 "$batch.csv"
