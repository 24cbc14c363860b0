<?php

declare(strict_types=1);

namespace Owskit;

/**
 * Calls OWS as the user of OTYS_API_KEY, with no guard: Ows stands before it. Logs in when the first call is made, and
 * again when the session ends. The session lives in this process only; it never reaches the store or the log.
 */
final class Connection
{
    public const MULTI = 'MultiService.execute';
    public const WRAP = 'LanguageService.wrapRequest';
    private const BARE = ['check', 'login', 'loginByUid', 'loginAs', 'logout'];
    private const SESSION_IS_DEAD = ['Access denied; please login again', 'Access denied; please login first'];

    private ?string $session = null;

    /** @param \Closure(string): void $onSession told of each new session, for the guard that knows our own ones */
    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter] private readonly ?string $apiKey,
        private readonly Transport $http,
        private readonly \Closure $onSession,
    ) {
    }

    /**
     * The result of one service call. The session is put where the call has it: first, or inside an envelope.
     *
     * @param list<mixed> $args
     * @throws OwsError
     */
    public function call(string $name, array $args): mixed
    {
        $session = $this->loggedIn(null);
        try {
            $result = $this->ask(self::method($name), self::withSession($name, $args, $session));
            if ($name !== self::MULTI || !self::allRefused($result)) {
                return $result;
            }
        } catch (OwsError $error) {
            if (!in_array($error->getMessage(), self::SESSION_IS_DEAD, true)) {
                throw $error;
            }
        }
        return $this->ask(self::method($name), self::withSession($name, $args, $this->loggedIn($session)));
    }

    /** @return array<string, mixed> nothing of it is for a dump */
    public function __debugInfo(): array
    {
        return ['url' => $this->url];
    }

    /** Where a dead session shows in a batch is not known (`ows.md` 13.10): perhaps in each call's own answer. */
    private static function allRefused(mixed $results): bool
    {
        $isDead = static fn (mixed $one): bool => is_array($one) && in_array($one['message'] ?? null, self::SESSION_IS_DEAD, true);
        return is_array($results) && $results !== [] && array_filter($results, $isDead) === $results;
    }

    private static function method(string $name): string
    {
        return in_array($name, self::BARE, true) ? $name : Delivery::PREFIX . $name;
    }

    /**
     * MultiService has its calls first and a session in each; wrapRequest has a language, and a whole request inside
     * (`ows.md` 2.2, 2.3).
     *
     * @param list<mixed> $args
     * @return list<mixed>
     */
    private static function withSession(string $name, array $args, #[\SensitiveParameter] string $session): array
    {
        if ($name === self::MULTI) {
            $calls = [];
            foreach ($args[0] as $key => $call) {
                $calls[$key] = ['method' => self::method($call['method']), 'args' => [$session, ...$call['args']]];
            }
            return [$calls];
        }
        if ($name === self::WRAP) {
            [$language, $inner] = $args;
            $params = self::withSession($inner['method'], $inner['params'], $session);
            return [$language, ['jsonrpc' => '2.0', 'method' => self::method($inner['method']), 'params' => $params, 'id' => 1]];
        }
        return [$session, ...$args];
    }

    private function loggedIn(#[\SensitiveParameter] ?string $insteadOf): string
    {
        if ($this->session !== null && $this->session !== $insteadOf) {
            return $this->session;
        }
        if ($this->apiKey === null) {
            throw new OwsError('OTYS_API_KEY is not set, so no call of OWS can be made');
        }
        $this->session = null;
        try {
            $session = $this->ask('loginByUid', [$this->apiKey]);
        } catch (OwsError $error) {
            // Whatever became of the login, the call itself was not made.
            throw new OwsError($error->getMessage(), $error->owsCode, OwsError::NOT_DONE, $error->httpStatus);
        }
        if (!is_string($session) || $session === '') {
            throw new OwsError('OWS did not accept OTYS_API_KEY');
        }
        ($this->onSession)($session);
        return $this->session = $session;
    }

    /** @param list<mixed> $params */
    private function ask(string $method, #[\SensitiveParameter] array $params): mixed
    {
        $request = Json::encode(['jsonrpc' => '2.0', 'method' => $method, 'params' => $params, 'id' => 1]);
        [$status, $body] = $this->http->post($this->url, $request, Calls::isRead(Calls::short($method)));
        if ($status === 429) {
            throw new OwsError('OWS takes no more calls this minute', 429, OwsError::NOT_DONE, 429);
        }
        $answer = Json::decode($body, 512);
        if (!is_array($answer) || !(array_key_exists('result', $answer) || array_key_exists('error', $answer))) {
            throw new OwsError("what answers is not OWS (HTTP $status)", null, OwsError::UNKNOWN, $status);
        }
        // OWS answers HTTP 200 for errors too: what counts is `error` in the body.
        $error = $answer['error'] ?? false;
        if ($error !== false) {
            $message = is_array($error) ? $error['message'] ?? 'no message' : $error;
            $code = is_array($error) ? $error['code'] ?? null : null;
            $words = is_scalar($message) ? Text::short((string) $message, 300) : 'no message';
            throw new OwsError($words, is_int($code) || is_string($code) ? $code : null, OwsError::NOT_DONE, $status);
        }
        return $answer['result'] ?? null;
    }
}
