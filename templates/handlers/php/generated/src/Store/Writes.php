<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Limits, Stop, Write};

/** What is written to OTYS, and what holds it up. Each method is one step, and fails with StoreFails. */
interface Writes
{
    public const DONE = 'done';
    public const OPEN = 'open';
    /** Why nothing is written where another worker has the record by now. */
    public const LEASE_LOST = 'lease-lost';

    /** A process starts: whatever is in flight may belong to one that died, and nobody knows whether it was made. */
    public function started(int $now): void;

    public function limits(string $handler, string $entity, string $user, int $now): Limits;

    /** Opens the breaker or locks the entity, where the stop says so. */
    public function carryOut(Stop $stop, string $handler, string $entity, int $now): void;

    /**
     * Looks once more and notes every write before it is made: all of them, or none where one is stopped.
     *
     * @param list<Write>                    $writes
     * @param \Closure(Write, Limits): ?Stop $check
     */
    public function begin(array $writes, \Closure $check): ?Stop;

    /** OWS said yes: the echo is waited for from now on. `result` is JSON, or empty. */
    public function confirmed(Write $write, string $result, int $now): void;

    /** Nobody knows whether it was made: the counts stay. */
    public function unknown(Write $write, int $now): void;

    /** It was not made: as if it had never begun. */
    public function refused(Write $write): void;

    /**
     * What earlier runs of a job wrote, by the fingerprint of what the handler wanted.
     *
     * @return array<string, array{string, mixed}> DONE and the result, or OPEN and null
     */
    public function journal(string $delivery, string $handler): array;
}
