%% The mutants tried by PropEr's statem: a command a call, its precondition that the call is allowed, and a model that is the
%% table.
%%
%%     erl -noshell -s proper_peer main -extra TABLE SIZE TESTS COMMAND...
%%
%% COMMAND starts the server of the mutants; mutant-server.ts says what is spoken there.
-module(proper_peer).
-behaviour(proper_statem).
-export([main/0, call/1]).
-export([initial_state/0, command/1, precondition/2, next_state/3, postcondition/3]).

main() ->
    [Table, Size, Tests, Command | Arguments] = init:get_plain_arguments(),
    {ok, [{Next, Output, Accepts}]} = file:consult(Table),
    persistent_term:put(next, matrix(Next)),
    persistent_term:put(output, matrix(Output)),
    persistent_term:put(accepts, list_to_tuple(Accepts)),
    Port = open_port({spawn_executable, Command}, [{args, Arguments}, {line, 1024}, binary, use_stdio]),
    put(server, Port),
    %% One size from the first test to the last: short sequences first only spend the budget.
    Sizes = [{start_size, list_to_integer(Size)}, {max_size, list_to_integer(Size)}],
    jobs([{numtests, list_to_integer(Tests)}, quiet | Sizes]),
    halt().

jobs(Options) ->
    case binary:split(ask("job"), <<" ">>, [global]) of
        [<<"done">>] -> ok;
        [Seed, Shrinks] ->
            %% PropEr keeps a generator that is seeded already.
            _ = rand:seed(exsplus, {binary_to_integer(Seed), 0, 0}),
            _ = proper:quickcheck(property(), case Shrinks of <<"1">> -> Options; _ -> [noshrink | Options] end),
            say("end"),
            jobs(Options)
    end.

property() ->
    proper:forall(proper_statem:commands(?MODULE),
                  fun(Commands) ->
                      say("reset"),
                      {_History, _State, Result} = proper_statem:run_commands(?MODULE, Commands),
                      Result =:= ok
                  end).

initial_state() -> 0.

command(State) ->
    proper_types:oneof([{call, ?MODULE, call, [Input]} || {Input, Next} <- row(next, State), Next >= 0]).

precondition(State, {call, _, call, [Input]}) -> cell(next, State, Input) >= 0.

next_state(State, _Response, {call, _, call, [Input]}) -> cell(next, State, Input).

postcondition(State, {call, _, call, [Input]}, Response) ->
    Answer = cell(output, State, Input),
    case lists:member(Response, element(Answer + 1, persistent_term:get(accepts))) of
        true -> true;
        false when Response < 0 -> false;
        false -> say("objects"), false
    end.

call(Input) -> binary_to_integer(ask(integer_to_list(Input))).

matrix(Rows) -> list_to_tuple([list_to_tuple(Row) || Row <- Rows]).

row(Table, State) ->
    Cells = tuple_to_list(element(State + 1, persistent_term:get(Table))),
    lists:zip(lists:seq(0, length(Cells) - 1), Cells).

cell(Table, State, Input) -> element(Input + 1, element(State + 1, persistent_term:get(Table))).

say(Message) -> port_command(get(server), [Message, $\n]).

ask(Message) ->
    say(Message),
    Port = get(server),
    receive {Port, {data, {eol, Line}}} -> Line end.
