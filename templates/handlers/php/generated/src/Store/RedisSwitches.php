<?php

declare(strict_types=1);

namespace Owskit\Store;

/** Switches in Redis. */
final class RedisSwitches implements Switches
{
    public function __construct(private readonly RedisServer $server)
    {
    }

    public function pause(string $handler): void
    {
        $this->server->used(fn (\Redis $client) => $client->hSet($this->server->key('settings'), "paused:$handler", '1'));
    }

    public function resume(string $handler): void
    {
        $this->server->used(function (\Redis $client) use ($handler): void {
            foreach ($handler === '*' ? $this->pausedBy($client) : [$handler] as $one) {
                $client->hDel($this->server->key('settings'), "paused:$one");
            }
        });
    }

    public function paused(): array
    {
        return $this->server->used($this->pausedBy(...));
    }

    /** @return list<string> */
    public function pausedBy(\Redis $client): array
    {
        $paused = [];
        foreach ($client->hKeys($this->server->key('settings')) as $name) {
            if (str_starts_with($name, 'paused:')) {
                $paused[] = substr($name, strlen('paused:'));
            }
        }
        return $paused;
    }

    public function lift(string $handler, string $entity): bool
    {
        return $this->server->used(function (\Redis $client) use ($handler, $entity): bool {
            $lifted = $client->hDel($this->server->key('quarantine'), "$handler:$entity") === 1;
            $client->del([$this->server->key('swings', $handler, $entity), $this->server->key('breaker', $handler, $entity)]);
            return $lifted;
        });
    }

    public function quarantined(): array
    {
        $held = [];
        foreach ($this->server->used(fn (\Redis $client): array => $client->hGetAll($this->server->key('quarantine'))) as $name => $at) {
            [$handler, $entity] = explode(':', $name, 2);
            $held[] = ['handler' => $handler, 'entity' => $entity, 'at' => (int) $at];
        }
        usort($held, static fn (array $a, array $b): int => $a['at'] <=> $b['at']);
        return $held;
    }

    public function ownSession(string $mark, int $until): void
    {
        $this->server->used(fn (\Redis $client) => $client->zAdd($this->server->key('sessions'), $until, $mark));
    }

    public function warning(): ?string
    {
        try {
            $kept = $this->server->used(static fn (\Redis $client): mixed => $client->config('GET', 'appendonly'));
        } catch (StoreFails) {
            return null;
        }
        $isOff = is_array($kept) && ($kept['appendonly'] ?? '') === 'no';
        return $isOff ? 'Redis keeps nothing when it ends: start it with --appendonly yes' : null;
    }

    public function ping(): void
    {
        $this->server->used(fn (\Redis $client) => $client->hSet($this->server->key('settings'), 'format', '1'));
    }
}
