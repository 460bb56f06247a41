-- Moves the headcount of some occurrences.
--
-- KEYS three for each occurrence, which share a hash tag: on a Cluster they are in one slot, and a call is about one occurrence
--   [1] hash: record id -> "rank:kind:people"; a fact replaces another of the same record only with a higher rank
--   [2] hash: epoch, seq, e (enrolled), i (checked in), o (checked out), asOf; "b:TOKEN" while a rebuild is under way
--   [3] hash: minute since 1970 -> people who came in it
-- ARGV[1] mode: "tell" facts as they happen · "begin", "part", "end" of a rebuild from MySQL
-- ARGV[2] token of the rebuild, which becomes the epoch when there is none
-- ARGV[3] time to live in seconds · ARGV[4] now in milliseconds since 1970 · ARGV[5] channel
-- ARGV[6…] for each occurrence: its id, how many facts, and the facts, five each: record id, kind (e, i, o), rank, people,
--   minute
--
-- Returns for each occurrence {"ok", version, e, i, o, asOf}; or {"rebuild"} when there is no epoch (the keys are gone, so
-- nothing was written) or the rebuild's token is gone (somebody flushed in the middle: begin again).
-- Publishes what changed, a line for each occurrence: id|version|e|i|o|asOf
-- Telling a fact twice, late or in another order changes nothing.

local mode, token, ttl, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local published = {}

local function move(occurrence, records, totals, minutes, from, to)
  if mode == 'begin' then
    redis.call('HSET', totals, 'b:' .. token, now)
    redis.call('EXPIRE', totals, ttl)
    return {'ok', '', 0, 0, 0, now}
  end
  local known = redis.call('HMGET', totals, 'epoch', 'seq', 'e', 'i', 'o', 'asOf', 'b:' .. token)
  local epoch, seq, asOf = known[1], tonumber(known[2] or '0'), known[6] or now
  if mode == 'tell' then
    if not epoch then
      return {'rebuild'}
    end
  elseif not known[7] then
    return {'rebuild'}
  end

  local e, i, o = tonumber(known[3] or '0'), tonumber(known[4] or '0'), tonumber(known[5] or '0')
  local changed = false
  for at = from, to, 5 do
    local id, kind, rank, people, minute = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), ARGV[at + 4]
    local before = redis.call('HGET', records, id)
    local beforeRank, beforeKind, beforePeople = -1, '', 0
    if before then
      local r, k, p = string.match(before, '^(%d+):(%a):(%d+)$')
      beforeRank, beforeKind, beforePeople = tonumber(r), k, tonumber(p)
    end
    if rank > beforeRank then
      changed = true
      redis.call('HSET', records, id, rank .. ':' .. kind .. ':' .. people)
      if beforeKind == 'e' then e = e - beforePeople end
      if beforeKind == 'i' or beforeKind == 'o' then i = i - beforePeople end
      if beforeKind == 'o' then o = o - beforePeople end
      if kind == 'e' then e = e + people end
      if kind == 'i' or kind == 'o' then i = i + people end
      if kind == 'o' then o = o + people end
      if kind ~= 'e' and people ~= beforePeople then
        redis.call('HINCRBY', minutes, minute, people - beforePeople)
      end
    end
  end

  if mode == 'end' then
    redis.call('HDEL', totals, 'b:' .. token)
    epoch = epoch or token
  end
  if changed or mode == 'end' then
    seq, asOf = seq + 1, now
    redis.call('HSET', totals, 'seq', seq, 'e', e, 'i', i, 'o', o, 'asOf', asOf)
    if mode == 'end' then
      redis.call('HSET', totals, 'epoch', epoch)
    end
    redis.call('EXPIRE', records, ttl)
    redis.call('EXPIRE', totals, ttl)
    redis.call('EXPIRE', minutes, ttl)
  end
  local version = (epoch or '') .. '.' .. seq
  if mode == 'end' or (changed and mode == 'tell') then
    published[#published + 1] = occurrence .. '|' .. version .. '|' .. e .. '|' .. i .. '|' .. o .. '|' .. asOf
  end
  return {'ok', version, e, i, o, asOf}
end

local answers = {}
local at = 6
for key = 1, #KEYS, 3 do
  local last = at + 1 + ARGV[at + 1] * 5
  answers[#answers + 1] = move(ARGV[at], KEYS[key], KEYS[key + 1], KEYS[key + 2], at + 2, last)
  at = last + 1
end
if #published > 0 then
  redis.call('PUBLISH', ARGV[5], table.concat(published, '\n'))
end
return answers
