<?php

declare(strict_types=1);

namespace Owskit;

/** OWS refused a call or did not answer. `owsCode` is the one of OWS, which it may leave out. */
final class OwsError extends \RuntimeException
{
    /** It answered that it did not, or nothing was sent. */
    public const NOT_DONE = 'not done';
    /** Time-out, lost connection, or an answer that is none of OWS: it may have been done. */
    public const UNKNOWN = 'unknown';

    public function __construct(
        string $message,
        public readonly int|string|null $owsCode = null,
        public readonly string $whether = self::NOT_DONE,
        public readonly int $httpStatus = 0,
    ) {
        parent::__construct($message);
    }

    /** The call came to nobody, or OWS takes no more this minute: it said nothing about the call. */
    public function isUnreached(): bool
    {
        return $this->httpStatus === 0 || $this->httpStatus === 429;
    }
}
