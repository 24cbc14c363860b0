<?php

declare(strict_types=1);

namespace Owskit;

/**
 * What the store knew when a delivery came, asked once and kept with it: a decision that was lost with its process is
 * made again from this.
 */
final class Observation
{
    /**
     * @param list<string>   $paused      names of triggers, or `*` for all
     * @param Row|null       $row         what was taken from the ledger: a write of ours that this is the echo of
     * @param bool           $ownSession  the session slot has the mark of a session of our own
     * @param array{fingerprint: string, actor: string, at: int, other: int}|null $previous the entity's preceding delivery;
     *                                    `other`: when something else was delivered before that one
     * @param int            $spent       deliveries of the acting user today, this one included
     */
    public function __construct(
        public readonly string $fingerprint,
        public readonly array $paused = [],
        public readonly ?Row $row = null,
        public readonly bool $ownSession = false,
        public readonly ?array $previous = null,
        public readonly int $spent = 0,
    ) {
    }

    /** @param list<string> $more */
    public function alsoPaused(array $more): self
    {
        $paused = [...$this->paused, ...$more];
        return new self($this->fingerprint, $paused, $this->row, $this->ownSession, $this->previous, $this->spent);
    }

    /** As every language keeps it with a delivery. */
    public function toJson(): string
    {
        $row = $this->row === null ? null : [
            'handler' => $this->row->handler,
            'root' => $this->row->root,
            'hop' => $this->row->hop,
            'chain' => $this->row->chain,
            'state' => $this->row->state,
        ];
        return Json::encode([
            'fingerprint' => $this->fingerprint,
            'paused' => $this->paused,
            'row' => $row,
            'own_session' => $this->ownSession,
            'previous' => $this->previous,
            'spent' => $this->spent,
        ]);
    }

    public static function ofJson(string $text): self
    {
        $given = Json::decode($text);
        $row = $given['row'] ?? null;
        $previous = $given['previous'] ?? null;
        return new self(
            fingerprint: (string) $given['fingerprint'],
            // Lua makes an object of an empty list.
            paused: array_values($given['paused'] ?? []),
            row: is_array($row)
                ? new Row($row['handler'], $row['root'], (int) $row['hop'], (bool) $row['chain'], $row['state'])
                : null,
            ownSession: (bool) $given['own_session'],
            previous: is_array($previous)
                ? [
                    'fingerprint' => $previous['fingerprint'],
                    'actor' => $previous['actor'],
                    'at' => (int) $previous['at'],
                    'other' => (int) $previous['other'],
                ]
                : null,
            spent: (int) $given['spent'],
        );
    }
}
