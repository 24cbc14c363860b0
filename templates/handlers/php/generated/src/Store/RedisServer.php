<?php

declare(strict_types=1);

namespace Owskit\Store;

/**
 * The line to Redis: scripts by name, and every fault of it as StoreFails. Nothing is sent twice, as nobody knows whether a
 * command was carried out whose answer was lost.
 */
final class RedisServer
{
    private const CONNECT_SECONDS = 1.0;
    private const SECONDS = 3.0;

    /** Its braces keep an installation's keys together in a cluster. */
    private readonly string $prefix;
    private ?\Redis $client = null;

    /** @var array<string, string> SHA-1 by name of the script */
    private array $scripts = [];

    public function __construct(#[\SensitiveParameter] private readonly string $url, string $stack)
    {
        $this->prefix = "owskit:{{$stack}}:";
    }

    public function key(string ...$parts): string
    {
        return $this->prefix . implode(':', $parts);
    }

    /**
     * @template T
     * @param \Closure(\Redis): T $use
     * @return T
     * @throws StoreFails
     */
    public function used(\Closure $use): mixed
    {
        try {
            $client = $this->client ??= $this->connect();
            $client->clearLastError();
            $given = $use($client);
        } catch (\RedisException $error) {
            $this->client = null;
            throw new StoreFails('Redis cannot be reached', 0, $error);
        }
        if ($client->getLastError() !== null) {
            throw new StoreFails('Redis refused: ' . strtok($client->getLastError(), ' '));
        }
        return $given;
    }

    /** What a script of generated/store/ gives; its first argument is the prefix. */
    public function run(string $script, string|int|bool ...$arguments): mixed
    {
        $text = static fn (string|int|bool $one): string => is_bool($one) ? (string) (int) $one : (string) $one;
        $given = [$this->prefix, ...array_map($text, $arguments)];
        return $this->used(function (\Redis $client) use ($script, $given): mixed {
            $text = null;
            if (!isset($this->scripts[$script])) {
                $text = $this->text($script);
                $this->scripts[$script] = sha1($text);
            }
            $answer = $client->evalSha($this->scripts[$script], $given, 0);
            if ($client->getLastError() !== null && str_starts_with($client->getLastError(), 'NOSCRIPT')) {
                $client->clearLastError();
                $answer = $client->eval($text ?? $this->text($script), $given, 0);
            }
            return $answer;
        });
    }

    /** @return array<string, mixed> nothing of it is for a dump */
    public function __debugInfo(): array
    {
        return [];
    }

    private function text(string $script): string
    {
        return (string) file_get_contents(dirname(__DIR__, 2) . "/store/$script.lua");
    }

    private function connect(): \Redis
    {
        $parts = parse_url($this->url) ?: [];
        $host = (($parts['scheme'] ?? '') === 'rediss' ? 'tls://' : '') . trim($parts['host'] ?? '127.0.0.1', '[]');
        $database = (int) ltrim($parts['path'] ?? '', '/');
        $client = new \Redis();
        // A request of PHP-FPM finds the connection of the one before; a worker keeps its own.
        PHP_SAPI === 'cli'
            ? $client->connect($host, $parts['port'] ?? 6379, self::CONNECT_SECONDS)
            : $client->pconnect($host, $parts['port'] ?? 6379, self::CONNECT_SECONDS, "owskit-$database");
        $client->setOption(\Redis::OPT_READ_TIMEOUT, self::SECONDS);
        $client->setOption(\Redis::OPT_MAX_RETRIES, 0);
        if (isset($parts['pass'])) {
            $password = rawurldecode($parts['pass']);
            $client->auth(($parts['user'] ?? '') === '' ? $password : [rawurldecode($parts['user']), $password]);
        }
        if ($database !== 0) {
            $client->select($database);
        }
        return $client;
    }
}
