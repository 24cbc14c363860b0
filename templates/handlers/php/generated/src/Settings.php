<?php

declare(strict_types=1);

namespace Owskit;

/** Everything that comes from the environment or `.env`, checked once at the start. */
final class Settings
{
    private const MAKE_ONE = 'Make one:  php -r "echo bin2hex(random_bytes(24)), PHP_EOL;"';
    private const OWS_URL = 'https://ows.otys.nl/jservice.php';

    private function __construct(
        public readonly string $host,
        public readonly int $port,
        public readonly Secrets $secrets,
        /** Takes the place of sessions, and of these secrets, in what is kept. */
        public readonly Marks $marks,
        public readonly bool $secretIsWeak,
        public readonly ?string $apiKey,
        public readonly ?int $userId,
        public readonly string $owsUrl,
        public readonly string $store,
        public readonly string $spool,
        public readonly string $paused,
        public readonly string $pauseFile,
        /** Whether a process of PHP-FPM runs handlers once it has answered; not with OWSKIT_WORKER=process. */
        public readonly bool $worksAfterAnswer,
        public readonly int $dailyLimit,
        public readonly ?string $clockUrl,
        /** What to trust instead of the system's certificates. */
        public readonly ?string $certificate,
        /** Of PHP's own web server. */
        public readonly int $serverWorkers,
    ) {
    }

    /** @throws CannotStart */
    public static function ofProject(): self
    {
        $folder = dirname(__DIR__, 2);
        return self::read(EnvFile::environment($folder . '/.env'), $folder);
    }

    /**
     * A variable that is set to nothing counts as not set.
     *
     * @param array<string, string> $environment
     * @param string                $folder      what a relative path of a store is counted from
     * @throws CannotStart
     */
    public static function read(#[\SensitiveParameter] array $environment, string $folder): self
    {
        $given = array_filter(array_map('trim', $environment), static fn (string $value): bool => $value !== '');
        $present = self::secret($given, 'OWSKIT_WEBHOOK_SECRET') ?? throw new CannotStart(
            'OWSKIT_WEBHOOK_SECRET is not set. It is the last part of the address that is registered at OTYS. ' . self::MAKE_ONE
        );
        $previous = self::secret($given, 'OWSKIT_WEBHOOK_SECRET_PREVIOUS');
        $apiKey = $given['OTYS_API_KEY'] ?? null;
        return new self(
            host: $given['OWSKIT_HOST'] ?? '127.0.0.1',
            port: self::number($given, 'PORT', 65535) ?? 8000,
            secrets: new Secrets($present, $previous),
            marks: new Marks(hash_hmac('sha256', 'owskit session mark', $present, true), [$present, $previous, $apiKey]),
            secretIsWeak: strlen($present) < Secrets::GOOD,
            apiKey: $apiKey,
            userId: self::number($given, 'OTYS_USER_ID', PHP_INT_MAX),
            owsUrl: self::url($given, 'OTYS_OWS_URL') ?? self::OWS_URL,
            store: self::store($given['OWSKIT_STORE'] ?? 'sqlite:///store.sqlite', $folder),
            spool: self::path($given['OWSKIT_SPOOL'] ?? 'spool', $folder),
            paused: $given['OWSKIT_PAUSED'] ?? '',
            pauseFile: self::path($given['OWSKIT_PAUSE_FILE'] ?? 'paused', $folder),
            worksAfterAnswer: ($given['OWSKIT_WORKER'] ?? '') !== 'process',
            dailyLimit: self::number($given, 'OWSKIT_DAILY_LIMIT', 1_000_000_000) ?: Project::DAILY_LIMIT,
            clockUrl: self::clock($given),
            certificate: isset($given['SSL_CERT_FILE']) ? self::path($given['SSL_CERT_FILE'], $folder) : null,
            serverWorkers: self::number($given, 'PHP_CLI_SERVER_WORKERS', 64) ?? 1,
        );
    }

    /** @return array<string, string> nothing of it is for a dump */
    public function __debugInfo(): array
    {
        return ['settings' => 'not shown'];
    }

    /** @param array<string, string> $given */
    private static function secret(#[\SensitiveParameter] array $given, string $name): ?string
    {
        $value = $given[$name] ?? null;
        $wrong = $value === null ? null : Secrets::fault($value);
        return $wrong === null ? $value : throw new CannotStart("$name $wrong. " . self::MAKE_ONE);
    }

    /** @param array<string, string> $given */
    private static function number(array $given, string $name, int $largest): ?int
    {
        $value = $given[$name] ?? null;
        if ($value === null) {
            return null;
        }
        if (preg_match('/\A[0-9]{1,18}\z/', $value) !== 1 || (int) $value > $largest) {
            throw new CannotStart("$name is not a number that it can be.");
        }
        return (int) $value;
    }

    /** @param array<string, string> $given */
    private static function url(array $given, string $name): ?string
    {
        $value = $given[$name] ?? null;
        if ($value === null) {
            return null;
        }
        $parts = parse_url($value) ?: [];
        if (!in_array($parts['scheme'] ?? '', ['http', 'https'], true) || ($parts['host'] ?? '') === '') {
            throw new CannotStart("$name is no address. One such as " . self::OWS_URL . ' is expected.');
        }
        return $value;
    }

    /** @param array<string, string> $given */
    private static function clock(array $given): ?string
    {
        $url = self::url($given, 'OWSKIT_CLOCK_URL');
        $host = $url === null ? null : trim((string) parse_url($url, PHP_URL_HOST), '[]');
        if ($host !== null && $host !== 'localhost' && $host !== '::1' && preg_match('/\A127\.[0-9.]+\z/', $host) !== 1) {
            throw new CannotStart('OWSKIT_CLOCK_URL is for proofs on one machine: an address on 127.0.0.1 is expected.');
        }
        return $url;
    }

    /** The address with an absolute path, so that every process of the project means one file. */
    private static function store(#[\SensitiveParameter] string $url, string $folder): string
    {
        if (preg_match('~\Arediss?://[^/]~', $url) === 1) {
            return $url;
        }
        $path = str_starts_with($url, 'sqlite:///') ? substr($url, strlen('sqlite:///')) : '';
        if ($path === '') {
            throw new CannotStart('OWSKIT_STORE: sqlite:///PATH or redis://HOST:PORT/NUMBER is expected.');
        }
        return 'sqlite:///' . self::path($path, $folder);
    }

    private static function path(string $path, string $folder): string
    {
        return preg_match('~\A(?:/|\\\\|[A-Za-z]:[/\\\\])~', $path) === 1 ? $path : "$folder/$path";
    }
}
