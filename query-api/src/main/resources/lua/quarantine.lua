-- KEYS[2] the stream, ARGV[3] entries wanted, ARGV[4] stem of the hashes of what is settled.
-- A section an entry, newest first: fields and values; resolvedBy too where it is settled.
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', ARGV[3])) do
  local fields = entry[2]
  local partition, offset
  for i = 1, #fields, 2 do
    if fields[i] == 'partition' then
      partition = fields[i + 1]
    elseif fields[i] == 'offset' then
      offset = fields[i + 1]
    end
  end
  local by = partition and offset and redis.call('HGET', ARGV[4] .. partition, offset)
  if by then
    fields[#fields + 1] = 'resolvedBy'
    fields[#fields + 1] = by
  end
  answer[#answer + 1] = fields
end
return answer
