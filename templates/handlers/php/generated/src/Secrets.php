<?php

declare(strict_types=1);

namespace Owskit;

/**
 * The secret in the webhook's address: the only proof that a delivery comes from OTYS, which signs nothing. At most two
 * live ones: the present one, and the previous one while OTYS still uses the old address.
 */
final class Secrets
{
    /** Characters: fewer than LEAST are refused, fewer than GOOD are warned about. */
    public const LEAST = 8;
    public const GOOD = 24;

    private readonly string $present;
    private readonly string $previous;

    public function __construct(#[\SensitiveParameter] string $present, #[\SensitiveParameter] ?string $previous = null)
    {
        $this->present = self::hashed($present);
        // Without a previous one, a secret that nobody knows: there are always two comparisons.
        $this->previous = self::hashed($previous ?? bin2hex(random_bytes(32)));
    }

    /** Whether the last part of the path is a live secret. Hashes of one length are compared, each in constant time. */
    public function match(string $path): bool
    {
        $given = self::hashed(substr($path, (int) strrpos('/' . $path, '/')));
        $isPresent = hash_equals($this->present, $given);
        $isPrevious = hash_equals($this->previous, $given);
        return ($isPresent | $isPrevious) === 1;
    }

    /** What is wrong with a secret, without a letter of it; null where it can be used. */
    public static function fault(#[\SensitiveParameter] string $secret): ?string
    {
        if (strlen($secret) < self::LEAST) {
            return 'is shorter than ' . self::LEAST . ' characters';
        }
        if (preg_match('/\A[A-Za-z0-9._~-]+\z/', $secret) !== 1) {
            return 'may have only letters, digits and - . _ ~, as it stands in an address';
        }
        return null;
    }

    private static function hashed(#[\SensitiveParameter] string $secret): string
    {
        return hash('sha256', $secret, true);
    }
}
