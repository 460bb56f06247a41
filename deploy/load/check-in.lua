-- sysbench: one row like a check-in's, one INSERT, one commit; what a client in C gets out of the same database.
if sysbench.cmdline.command == nil then
  error("Command is required: run")
end

function thread_init()
  connection = sysbench.sql.driver():connect()
  counter = 0
end

function event()
  counter = counter + 1
  local id = string.format("%012x7%03x8%03x%012x", 0x019000000000 + counter, sysbench.tid % 4096,
    math.random(0, 4095), math.random(0, 2 ^ 47))
  local person = string.format("0190000000017000%04x%012x", 0x8000, math.random(0, 2 ^ 47))
  local occurrence = string.format("01900000000470008000%012x", math.random(0, 99))
  connection:query("INSERT INTO load_sysbench (id, occurrence_id, person_id, enrolled_as, people, nonce, means, walk_in,"
    .. " happened_at, arrived_at) VALUES (x'" .. id .. "', x'" .. occurrence .. "', x'" .. person
    .. "', 'volunteer', 1, '" .. id .. "', 'code', 0, NOW(6), NOW(6))")
end

function thread_done()
  connection:disconnect()
end
