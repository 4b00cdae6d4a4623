// The Lua that has to be one step on Redis. Every script checks before it writes, for Redis rolls nothing back, and
// takes all it needs as KEYS and ARGV. They are loaded on each connection and sent again as text when Redis has lost
// them.
#pragma once

#include "digest/digest.hpp"

#include <string>

namespace parley::redis {

struct Script {
    explicit Script(const char* source) : text(source), sha(digest::hex(digest::sha1(text))) {}
    std::string text;
    std::string sha;
};

struct Scripts {
    // KEYS log · ARGV first seq, ttl in s, entries...
    // Continues the list at the seq where it ends, ignores what it has, and drops a list that lacks what came before.
    // Returns 1 when it continued, 0 when nothing was new, -1 when a list was dropped.
    Script append_log{R"(
local length = redis.call('LLEN', KEYS[1])
local first = tonumber(ARGV[1])
if first > length + 1 then return -redis.call('DEL', KEYS[1]) end
local known = length + 1 - first
for i = 3 + known, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
if length > 0 or #ARGV > 2 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 3 + known <= #ARGV and 1 or 0)"};

    // KEYS due, seq · ARGV intent, seq or '', deadline or '', ttl in s
    Script set_due{R"(
if ARGV[2] ~= '' then
  local known = redis.call('HGET', KEYS[2], ARGV[1])
  if known and tonumber(known) > tonumber(ARGV[2]) then return 0 end
end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
  if ARGV[2] ~= '' then redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]) end
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  redis.call('EXPIRE', KEYS[2], ARGV[4])
end
return 1)"};

    // KEYS due, seq · ARGV now, end of the lease, limit, ttl in s
    // Returns {0} for a clock without its epoch, else {1, intents...}, whose deadlines are now the end of the lease.
    Script claim_due{R"(
if not redis.call('ZSCORE', KEYS[1], 'epoch') then return {0} end
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, intent in ipairs(taken) do redis.call('ZADD', KEYS[1], ARGV[2], intent) end
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('EXPIRE', KEYS[2], ARGV[4])
table.insert(taken, 1, 1)
return taken)"};

    // KEYS due, seq · ARGV ttl in s, '1' to set the epoch, then intent, seq, deadline, ...
    Script rebuild{R"(
for i = 3, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[2], ARGV[i])
  if not known or tonumber(known) <= tonumber(ARGV[i + 1]) then
    redis.call('ZADD', KEYS[1], 'LT', ARGV[i + 2], ARGV[i])
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
end
if ARGV[2] == '1' then redis.call('ZADD', KEYS[1], '+inf', 'epoch') end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])
return 1)"};

    // KEYS bucket · ARGV burst, microseconds per token
    // Stores when the bucket will be full again; a token moves that one step away. Redis's own clock serves all nodes.
    // Answers whether a token was given, and in how many microseconds the bucket is full.
    Script take_token{R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local was_full_at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or now))
local full_at = was_full_at + ARGV[2]
if full_at > now + ARGV[1] * ARGV[2] then return {0, was_full_at - now} end
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000) + 1)
return {1, full_at - now})"};
};

} // namespace parley::redis
