<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Arrival, Job, Observation};

/** Deliveries and the work on them. Each method is one step, whichever processes come between. */
interface Inbox
{
    /**
     * Takes a delivery in: counted, its row taken from the ledger, kept, and decided about by the closure.
     *
     * @param \Closure(Observation): list<Job> $decide
     */
    public function take(Arrival $arrival, \Closure $decide): Observation;

    /**
     * Deliveries that are kept but not decided about, as their process died: id, time received, payload, observation.
     *
     * @return list<array{id: string, received: int, payload: string, observation: string}>
     */
    public function undecided(int $before): array;

    /** @param list<Job> $jobs */
    public function decided(Arrival $arrival, array $jobs): void;

    /** The next job that may run now, with the lease of its entity; null where there is none. */
    public function claim(string $token, int $now, int $until): ?Job;

    /** Whether the lease is still held. */
    public function renew(string $entity, string $token, int $until): bool;

    /** Gives a job back: done, parked, or queued for another time. False where the lease had gone to somebody else. */
    public function settle(Job $job, string $token): bool;

    /** @return array{received: int, payload: string}|null */
    public function delivery(string $id): ?array;

    /** When the next queued job is due; null where there is none. */
    public function nextDue(): ?int;

    /**
     * What is not done, the oldest first.
     *
     * @return list<Job>
     */
    public function open(int $most): array;

    /**
     * What is parked for a reason, the oldest first.
     *
     * @return list<Job>
     */
    public function parked(string $reason, int $most): array;

    /** A parked job runs again, as if for the first time. */
    public function release(string $delivery, string $handler, int $now): bool;

    /** A job that does not run now is given up. */
    public function drop(string $delivery, string $handler, int $now): bool;

    /**
     * What is past its time goes: rows that nobody will ask for, and after 14 days everything.
     *
     * @return int how many deliveries are gone that nobody had worked on: they hold personal data, so they go too
     */
    public function prune(int $now): int;
}
