<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Writes past the client that it is given, with a stream of PHP and a session of its own. */
$ask = function (string $method, array $params) {
    $body = json_encode(['jsonrpc' => '2.0', 'method' => $method, 'params' => $params, 'id' => 1]);
    $http = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => $body];
    $answer = file_get_contents(getenv('OTYS_OWS_URL'), false, stream_context_create(['http' => $http]));
    return json_decode($answer, true)['result'];
};

return function (Event $event, Ows $ows) use ($ask): Decision {
    $session = $ask('loginByUid', [getenv('OTYS_API_KEY')]);
    $ask('Otys.Services.VacancyService.update', [$session, $event->uid, ['location' => 'Zaltbommel']]);
    return Decision::done();
};
