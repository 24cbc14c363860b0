<?php

declare(strict_types=1);

namespace Owskit;

/**
 * Guards 1 to 7: which deliveries a handler never sees. Each looks at what is there and gives a reason to skip, or null; it
 * changes nothing. What stands before a run and before a write is in WriteGuards.php.
 */
final class Guards
{
    /**
     * The order is part of the contract. Guard 1, the kill switch, stands before them in `decide`; guard 2 runs for every
     * delivery, as the store has taken the ledger's row already. The second names are those by which a proof knows them.
     */
    private const ORDER = [
        'echo' => 'ledger',
        'sessionEcho' => 'session',
        'duplicate' => 'dedupe',
        'ownUser' => 'actor',
        'watchedFields' => 'watch',
        'depth' => 'depth',
    ];

    private const DEEPEST_HOP = 3;

    public function __construct(private readonly ?int $ownUserId)
    {
    }

    /** What becomes of the delivery for this trigger. What would run is parked while it is paused, for later. */
    public function decide(Look $look): Decision
    {
        $reason = $this->stoppedBy($look);
        if (array_intersect(['*', $look->trigger->name], $look->seen->paused) !== []) {
            return new Decision($reason === null ? 'parked' : 'skip', 'paused');
        }
        return $reason === null ? new Decision('accepted', 'queued') : Decision::skip($reason);
    }

    private function stoppedBy(Look $look): ?string
    {
        foreach (self::ORDER as $guard => $name) {
            if (Proof::isOn($name) && ($reason = $this->$guard($look)) !== null) {
                return $reason;
            }
        }
        return null;
    }

    /** 2. We wrote this ourselves. Another handler's write goes on, and so does one that may never have been made. */
    private function echo(Look $look): ?string
    {
        $row = $look->seen->row;
        return $row !== null && $row->handler === $look->trigger->name && $row->state !== Row::UNKNOWN ? 'echo' : null;
    }

    /** 3. It was made in a session of ours; the store says so only where this OTYS is known to send sessions. */
    private function sessionEcho(Look $look): ?string
    {
        return $look->seen->ownSession && !$look->isChained() ? 'echo-session' : null;
    }

    /**
     * 4. OTYS delivered the same twice in a row, and nothing else shortly before. x, y, x are three edits, and y, x, x may be
     * these three in another order: what cannot be told from an edit runs.
     */
    private function duplicate(Look $look): ?string
    {
        $last = $look->seen->previous;
        if ($last === null || $last['fingerprint'] !== $look->seen->fingerprint || $last['actor'] !== $look->delivery->actor()) {
            return null;
        }
        $since = static fn (int $moment): bool => $look->received - $moment < Bounds::DUPLICATE;
        return $since($last['at']) && !$since($last['other']) ? 'duplicate' : null;
    }

    /** 5. Made by the user of our own API key. No opinion where nobody is named, or where a person works as that user. */
    private function ownUser(Look $look): ?string
    {
        $event = $look->delivery->event;
        if ($look->isChained() || $look->trigger->actor === 'shared' || in_array($event->serviceCall, $look->trigger->keep, true)) {
            return null;
        }
        return $this->ownUserId !== null && $event->user !== null && (int) $event->user === $this->ownUserId ? 'own-user' : null;
    }

    /** 6. A watched field is not in the data, or has another value: an update sends only what changed. */
    private function watchedFields(Look $look): ?string
    {
        foreach ($look->trigger->when as $condition) {
            if (!$condition->holds($look->delivery)) {
                return 'unwatched';
            }
        }
        return null;
    }

    /** 7. A write of a write of a write of ours. */
    private function depth(Look $look): ?string
    {
        return $look->hop() >= self::DEEPEST_HOP ? 'depth' : null;
    }
}
