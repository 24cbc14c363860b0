<?php

declare(strict_types=1);

namespace Owskit;

/**
 * A guard holds up a write. The job is parked for the reason whatever the handler does with this, so there is nothing to
 * catch: it is an Error, which `catch (Exception)` lets through.
 */
final class Stopped extends \Error
{
    public function __construct(public readonly string $reason)
    {
        parent::__construct("held up by a guard: $reason");
    }
}
