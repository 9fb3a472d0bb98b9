curl "ADDRESS/api/threads/THREAD/messages" \
  --header "Authorization: Bearer TOKEN" --json '{"body":"The post is here"}'
