<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\{Connection, Delivery, OwsError, Transport};

/** An OWS for tests: a function that answers each call, and a list of what was asked. */
final class FakeOws implements Transport
{
    public const SESSION = 'own-session';
    /** As the code of an OwsError: nothing came to OWS. */
    public const UNREACHED = 'unreached';

    /** @var list<array{string, mixed}> short name and arguments after the session */
    public array $calls = [];

    /** @param \Closure(string, mixed): mixed $answer gets name and arguments; what it throws as OwsError is answered as one */
    public function __construct(private readonly \Closure $answer, private readonly string $ownUser = '99')
    {
    }

    public function post(string $url, string $body, bool $mayBeRepeated): array
    {
        $request = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
        $name = str_replace(Delivery::PREFIX, '', $request['method']);
        $params = $request['params'];
        if ($name === Connection::WRAP) {
            // The call inside is what is asked.
            $name = str_replace(Delivery::PREFIX, '', $params[1]['method']);
            $params = $params[1]['params'];
        }
        if ($name === 'loginByUid') {
            return [200, self::body(['result' => self::SESSION])];
        }
        if ($name !== Connection::MULTI) {
            Check::same(self::SESSION, array_shift($params), 'the session of ' . $name);
        }
        if ($name === 'check') {
            return [200, self::body(['result' => ['id' => (int) $this->ownUser]])];
        }
        $this->calls[] = [$name, $params];
        try {
            return [200, self::body(['result' => ($this->answer)($name, $params)])];
        } catch (OwsError $error) {
            if ($error->whether === OwsError::UNKNOWN || $error->owsCode === self::UNREACHED) {
                throw $error;
            }
            if ($error->httpStatus === 429) {
                return [429, ''];
            }
            return [200, self::body(['error' => ['message' => $error->getMessage(), 'code' => 1]])];
        }
    }

    /** @param array<string, mixed> $answer */
    private static function body(array $answer): string
    {
        return json_encode($answer + ['id' => 1], JSON_THROW_ON_ERROR);
    }
}
