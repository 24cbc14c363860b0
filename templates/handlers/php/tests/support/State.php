<?php

declare(strict_types=1);

namespace Owskit\Tests;

/** The state of a store as the cases write it: times in seconds, calls instead of fingerprints. */
interface State
{
    /** @param array<string, mixed> $before */
    public function write(array $before, Bench $bench): void;

    /** @return array<string, mixed> */
    public function read(Bench $bench): array;

    /**
     * An entry of a case as `read` gives it.
     *
     * @param array<string, mixed> $entry
     * @return array<string, mixed>
     */
    public function normal(array $entry): array;
}
