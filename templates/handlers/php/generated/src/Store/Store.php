<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\CannotStart;

/** Where the guards keep what they know: SQLite for one machine, Redis for several. Opened when it is first needed. */
final class Store
{
    public function __construct(
        public readonly Inbox $inbox,
        public readonly Writes $writes,
        public readonly Switches $switches,
    ) {
    }

    /** @throws CannotStart */
    public static function of(#[\SensitiveParameter] string $url, string $stack): self
    {
        if (str_starts_with($url, 'sqlite:///')) {
            if (!extension_loaded('pdo_sqlite')) {
                throw new CannotStart('the PHP extension pdo_sqlite is missing (Debian: php-sqlite3).');
            }
            $file = new Sqlite(substr($url, strlen('sqlite:///')));
            $switches = new SqliteSwitches($file);
            $inbox = new SqliteInbox($file, new SqliteObservations($file, $switches));
            return new self($inbox, new SqliteWrites($file, $switches), $switches);
        }
        if (!extension_loaded('redis')) {
            throw new CannotStart('OWSKIT_STORE is a Redis, and the PHP extension redis is missing (Debian: php-redis).');
        }
        $redis = new RedisServer($url, $stack);
        $switches = new RedisSwitches($redis);
        return new self(new RedisInbox($redis), new RedisWrites($redis), $switches);
    }
}
