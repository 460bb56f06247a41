-- sysbench: one row like a check-in's, one INSERT, one commit; what a client in C gets out of the same database.
if sysbench.cmdline.command == nil then
  error("Command is required: run")
end

function thread_init()
  connection = sysbench.sql.driver():connect()
  begun = os.time()
  counter = 0
end

function event()
  counter = counter + 1
  local id = string.format("%012x7%03x8%03x%04x%08x", begun * 1000 + counter, begun % 4096, 0, sysbench.tid, counter)
  local person = string.format("01900000000170008%03x%08x%04x", begun % 4096, sysbench.rand.uniform(0, 2147483647),
    sysbench.tid)
  local occurrence = string.format("01900000000470008000%012x", sysbench.rand.uniform(0, 99))
  connection:query("INSERT INTO load_sysbench (id, occurrence_id, person_id, enrolled_as, people, nonce, means, walk_in,"
    .. " happened_at, arrived_at) VALUES (x'" .. id .. "', x'" .. occurrence .. "', x'" .. person
    .. "', 'volunteer', 1, '" .. id .. "', 'code', 0, NOW(6), NOW(6))")
end

function thread_done()
  connection:disconnect()
end
