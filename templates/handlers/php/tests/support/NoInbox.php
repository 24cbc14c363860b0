<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\{Arrival, Job, Observation};
use Owskit\Store\{Inbox, StoreFails};

/** The inbox of a store that cannot be reached. */
final class NoInbox implements Inbox
{
    public function take(Arrival $arrival, \Closure $decide): Observation
    {
        throw new StoreFails('a test has taken it away');
    }

    public function undecided(int $before): array
    {
        throw new StoreFails('a test has taken it away');
    }

    public function decided(Arrival $arrival, array $jobs): void
    {
        throw new StoreFails('a test has taken it away');
    }

    public function claim(string $token, int $now, int $until): ?Job
    {
        throw new StoreFails('a test has taken it away');
    }

    public function renew(string $entity, string $token, int $until): bool
    {
        throw new StoreFails('a test has taken it away');
    }

    public function settle(Job $job, string $token): bool
    {
        throw new StoreFails('a test has taken it away');
    }

    public function delivery(string $id): ?array
    {
        throw new StoreFails('a test has taken it away');
    }

    public function nextDue(): ?int
    {
        throw new StoreFails('a test has taken it away');
    }

    public function open(int $most): array
    {
        throw new StoreFails('a test has taken it away');
    }

    public function parked(string $reason, int $most): array
    {
        throw new StoreFails('a test has taken it away');
    }

    public function release(string $delivery, string $handler, int $now): bool
    {
        throw new StoreFails('a test has taken it away');
    }

    public function drop(string $delivery, string $handler, int $now): bool
    {
        throw new StoreFails('a test has taken it away');
    }

    public function prune(int $now): int
    {
        throw new StoreFails('a test has taken it away');
    }
}
