<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Writes past the client that it is given, with curl and a session of its own. */
$ask = function (string $method, array $params) {
    $body = json_encode(['jsonrpc' => '2.0', 'method' => $method, 'params' => $params, 'id' => 1]);
    $curl = curl_init(getenv('OTYS_OWS_URL'));
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_POSTFIELDS => $body,
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]);
    $answer = curl_exec($curl);
    return json_decode($answer, true)['result'];
};

return function (Event $event, Ows $ows) use ($ask): Decision {
    $session = $ask('loginByUid', [getenv('OTYS_API_KEY')]);
    $ask('Otys.Services.VacancyService.update', [$session, $event->uid, ['location' => 'Zaltbommel']]);
    return Decision::done();
};
