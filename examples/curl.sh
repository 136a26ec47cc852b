#!/usr/bin/env bash
# A goal image with curl alone: curl.sh IMAGE PROMPT action|final-state OUT
# GATEWAY says where the gateway is.
set -euo pipefail
image=$1 prompt=$2 target=$3 out=$4
gateway=${GATEWAY:-http://127.0.0.1:8080}

# The same key sent again is the same request: what was lost on the way can be repeated.
id=curl-$(date +%s)-$$
curl -sS --fail-with-body --retry 5 --retry-connrefused "$gateway/v1/generations" \
  -H "Idempotency-Key: $id" \
  -F "image=@$image" -F "prompt=$prompt" -F "target=$target" >&2
echo >&2

# The events end with the result.
last=$(curl -sS -N --fail-with-body "$gateway/v1/generations/$id/events" |
  tee >(sed -n 's/.*"stepsDone":\([0-9]*\),"stepsTotal":\([0-9]*\).*/\1 of \2 steps/p' >&2) |
  sed -n 's/^data: //p' | tail -n 1)
case $last in
  *'"status":"succeeded"'*) ;;
  *)
    echo "no image: $last" >&2
    exit 1
    ;;
esac

# The first address is the first image's.
url=$(sed -n 's/.*"images":\[{"url":"\([^"]*\)".*/\1/p' <<<"$last")
case $url in http*) ;; *) url=$gateway$url ;; esac
curl -sS --fail "$url" -o "$out"
echo "$out"
