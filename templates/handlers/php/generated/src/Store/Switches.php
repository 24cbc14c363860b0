<?php

declare(strict_types=1);

namespace Owskit\Store;

/** What a person turns on and off, and small things to remember. */
interface Switches
{
    public function pause(string $handler): void;

    /** `*` resumes all. */
    public function resume(string $handler): void;

    /** @return list<string> names of triggers, or `*` */
    public function paused(): array;

    /** Out of quarantine: its swings begin at nothing, and the breaker is closed. Whether it was in there. */
    public function lift(string $handler, string $entity): bool;

    /** @return list<array{handler: string, entity: string, at: int}> */
    public function quarantined(): array;

    /** A session of our own: what is made in it is no person's doing. */
    public function ownSession(string $mark, int $until): void;

    /** What a person should know about how this store keeps its data; null where it is well, or does not say. */
    public function warning(): ?string;

    /** @throws StoreFails where nothing can be written */
    public function ping(): void;
}
