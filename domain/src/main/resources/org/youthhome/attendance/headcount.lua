-- Moves the headcount of one occurrence.
--
-- KEYS[1] hash: record id -> "rank:kind:people"; a fact replaces another of the same record only with a higher rank
-- KEYS[2] hash: epoch, seq, e (enrolled), i (checked in), o (checked out), asOf; "b:TOKEN" while a rebuild is under way
-- KEYS[3] hash: minute since 1970 -> people who came in it
--   The three share a hash tag, so they live in one slot of a Cluster.
-- ARGV[1] mode: "tell" facts as they happen · "begin", "part", "end" of a rebuild from MySQL
-- ARGV[2] token of the rebuild, which becomes the epoch when there is none
-- ARGV[3] time to live in seconds · ARGV[4] now in milliseconds since 1970 · ARGV[5] channel · ARGV[6] occurrence id
-- ARGV[7…] facts, five each: record id, kind (e, i, o), rank, people, minute
--
-- Returns {"ok", version, e, i, o, asOf}; or {"rebuild"} when there is no epoch (the keys are gone, so nothing was
-- written) or the rebuild's token is gone (somebody flushed in the middle: begin again).
-- Telling a fact twice, late or in another order changes nothing.

local records, totals, minutes = KEYS[1], KEYS[2], KEYS[3]
local mode, token, ttl, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if mode == 'begin' then
  redis.call('HSET', totals, 'b:' .. token, now)
  redis.call('EXPIRE', totals, ttl)
  return {'ok', '', 0, 0, 0, now}
elseif mode == 'tell' then
  if redis.call('HEXISTS', totals, 'epoch') == 0 then
    return {'rebuild'}
  end
elseif redis.call('HEXISTS', totals, 'b:' .. token) == 0 then
  return {'rebuild'}
end

local e, i, o = 0, 0, 0
local changed = false
for at = 7, #ARGV, 5 do
  local id, kind, rank, people, minute = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), ARGV[at + 4]
  local known = redis.call('HGET', records, id)
  local knownRank, knownKind, knownPeople = -1, '', 0
  if known then
    local r, k, p = string.match(known, '^(%d+):(%a):(%d+)$')
    knownRank, knownKind, knownPeople = tonumber(r), k, tonumber(p)
  end
  if rank > knownRank then
    changed = true
    redis.call('HSET', records, id, rank .. ':' .. kind .. ':' .. people)
    if knownKind == 'e' then e = e - knownPeople end
    if knownKind == 'i' or knownKind == 'o' then i = i - knownPeople end
    if knownKind == 'o' then o = o - knownPeople end
    if kind == 'e' then e = e + people end
    if kind == 'i' or kind == 'o' then i = i + people end
    if kind == 'o' then o = o + people end
    if kind ~= 'e' and people ~= knownPeople then
      redis.call('HINCRBY', minutes, minute, people - knownPeople)
    end
  end
end

local publish = changed and mode == 'tell'
if mode == 'end' then
  redis.call('HDEL', totals, 'b:' .. token)
  redis.call('HSETNX', totals, 'epoch', token)
  publish = true
end
if changed or mode == 'end' then
  redis.call('HINCRBY', totals, 'seq', 1)
  redis.call('HINCRBY', totals, 'e', e)
  redis.call('HINCRBY', totals, 'i', i)
  redis.call('HINCRBY', totals, 'o', o)
  redis.call('HSET', totals, 'asOf', now)
  redis.call('EXPIRE', records, ttl)
  redis.call('EXPIRE', totals, ttl)
  redis.call('EXPIRE', minutes, ttl)
end

local t = redis.call('HMGET', totals, 'epoch', 'seq', 'e', 'i', 'o', 'asOf')
local version = (t[1] or '') .. '.' .. (t[2] or '0')
local answer = {'ok', version, tonumber(t[3] or '0'), tonumber(t[4] or '0'), tonumber(t[5] or '0'), t[6] or now}
if publish and t[1] then
  redis.call('PUBLISH', ARGV[5], ARGV[6] .. '|' .. version .. '|' .. answer[3] .. '|' .. answer[4] .. '|' .. answer[5] .. '|' .. answer[6])
end
return answer
