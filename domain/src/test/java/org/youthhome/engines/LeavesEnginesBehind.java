package org.youthhome.engines;

import java.nio.file.Path;

/** A program that starts engines, writes, says their process ids and waits to be killed. */
final class LeavesEnginesBehind {

    private LeavesEnginesBehind() {}

    public static void main(String[] args) throws Exception {
        Engines engines = Engines.in(Path.of(args[0]));
        MariaDbEngine mariaDb = engines.startMariaDb();
        RedisEngine redis = engines.startRedis(true);
        EnginesTest.write(mariaDb, "kept");
        System.out.println(mariaDb.pid());
        System.out.println(redis.pid());
        Thread.currentThread().join();
    }
}
