<?php

declare(strict_types=1);

namespace Owskit;

/** Personal data does not stay: what is past its time goes, also where no worker runs. */
final class Retention
{
    public static function keep(Project $project): void
    {
        $project->spool->prune();
        $lost = $project->store->inbox->prune($project->clock->now());
        if ($lost > 0) {
            Log::line(['level' => 'warning', 'reason' => 'no worker came for 14 days', 'deliveries' => $lost]);
        }
    }
}
