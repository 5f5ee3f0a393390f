%% Compiles the modules of OTP's own applications from their sources, with the options recorded in the files that OTP
%% ships, and compares the chunks that matter to a running system, byte for byte. Run on our machine it says whether the
%% compiler works here exactly as where OTP was built.
%%
%%   self_compile:main([Root, Sources, Out, App | ...])   App or App/Module
%%
%% Root is where OTP is installed with its packaged sources; Sources is (part of) the tree of OTP's repository, for headers
%% that the packages leave out.
%% Compiled modules are left in Out/App, so that a second run may use the compiler that the first has made. A module whose
%% header files neither has is skipped; stock OTP cannot compile it either.
%% The last line is `self-compile: N equal, N different, N skipped`.
-module(self_compile).
-export([main/1]).

-define(CHUNKS, ["AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT", "LocT", "Line", "Type", "Meta", "Attr"]).

main([Root, Sources, Out | Wanted]) ->
    Results = lists:flatmap(fun(Want) -> application(Root, Sources, Out, string:split(Want, "/")) end, Wanted),
    Skipped = [Name || {Name, {skipped, _}} <- Results],
    Equal = [Name || {Name, equal} <- Results],
    [io:format("~ts: ~tP~n", [Name, Answer, 40]) || {Name, Answer} <- Results, Answer =/= equal],
    Different = length(Results) - length(Equal) - length(Skipped),
    io:format("self-compile: ~b equal, ~b different, ~b skipped~n", [length(Equal), Different, length(Skipped)]),
    halt(case Different of 0 when Equal =/= [] -> 0; _ -> 1 end).

application(Root, Sources, Out, [App | Only]) ->
    [Dir | _] = filelib:wildcard(filename:join([Root, "lib", App ++ "-*"])),
    Target = filename:join(Out, App),
    ok = filelib:ensure_path(Target),
    Src = filename:join(Dir, "src"),
    Headers = filename:join([Sources, "lib", App, "src"]),
    ok = file:set_cwd(Src),
    Names = lists:usort([filename:rootname(F) || F <- filelib:wildcard("*.{erl,yrl}", Src)]),
    Modules = [Name || Name <- Names, Only =:= [] orelse Only =:= [Name], filelib:is_file(beam(Dir, Name))],
    parallel(fun(Name) -> {App ++ "/" ++ Name, module(Dir, Headers, Target, Name)} end, Modules).

beam(Dir, Name) -> filename:join([Dir, "ebin", Name ++ ".beam"]).

module(Dir, Headers, Target, Name) ->
    Shipped = beam(Dir, Name),
    {ok, {_, [{compile_info, Info}]}} = beam_lib:chunks(Shipped, [compile_info]),
    Recorded = proplists:get_value(options, Info, []),
    Options = [local(Dir, Option) || Option <- Recorded, not warning(Option)],
    {Source, Chunks} = source(Target, Name),
    case compile:file(Source, [binary, return_errors, {i, "."}, {i, Headers} | Options]) of
        {ok, _, Binary} ->
            ok = file:write_file(filename:join(Target, Name ++ ".beam"), Binary),
            compare(Chunks, Shipped, Binary);
        {error, Errors, _} = Failure ->
            case [File || {_, List} <- Errors, {_, epp, {include, file, File}} <- List] of
                [] -> {not_compiled, Failure};
                Missing -> {skipped, {no_header, Missing}}
            end
    end.

%% A grammar goes through yecc first. What is generated names the folder of yecc's own header in its line table, which
%% differs from place to place; that chunk is left out.
source(Target, Name) ->
    case filelib:is_file(Name ++ ".erl") of
        true ->
            {Name, ?CHUNKS};
        false ->
            Parser = filename:join(Target, Name ++ ".erl"),
            {ok, _} = yecc:file(Name ++ ".yrl", [{parserfile, Parser}]),
            {filename:rootname(Parser), ?CHUNKS -- ["Line"]}
    end.

%% Warnings do not change code.
warning(Option) when is_atom(Option) -> lists:prefix("warn_", atom_to_list(Option));
warning(_) -> false.

%% The include folders of the place where OTP was built, here.
local(Dir, {i, Path}) ->
    case filename:split(Path) of
        Parts ->
            [_Lib, App | Below] = lists:nthtail(length(Parts) - below_lib(lists:reverse(Parts)), Parts),
            Up = [Part || Part <- Below],
            {i, resolve(Dir, App, Up)}
    end;
local(_, Option) ->
    Option.

below_lib(Reversed) -> below_lib(Reversed, 1).
below_lib(["lib" | _], N) -> N;
below_lib([_ | Rest], N) -> below_lib(Rest, N + 1).

resolve(Dir, App, Below) -> resolve(filename:dirname(Dir), lists:reverse(flatten([App | Below], []))).

flatten([".." | Rest], [_ | Done]) -> flatten(Rest, Done);
flatten(["." | Rest], Done) -> flatten(Rest, Done);
flatten([Part | Rest], Done) -> flatten(Rest, [Part | Done]);
flatten([], Done) -> Done.

resolve(Lib, [App | Below]) ->
    case filelib:wildcard(filename:join(Lib, App ++ "-*")) of
        [Found | _] -> filename:join([Found | Below]);
        [] -> Lib
    end.

compare(Chunks, Shipped, Binary) ->
    Theirs = chunks(Shipped),
    Ours = chunks(Binary),
    case [Id || Id <- Chunks, proplists:get_value(Id, Theirs) =/= proplists:get_value(Id, Ours)] of
        [] -> equal;
        Different -> {different, Different}
    end.

chunks(File) ->
    {ok, _, All} = beam_lib:all_chunks(File),
    [{Id, plain(Id, Data)} || {Id, Data} <- All].

%% Literals are compressed; another zlib may pack the same bytes in another way.
plain("LitT", <<0:32, Plain/binary>>) -> Plain;
plain("LitT", <<_:32, Packed/binary>>) -> zlib:uncompress(Packed);
plain(_, Data) -> Data.

parallel(Fun, Items) ->
    parallel(Fun, Items, [], erlang:system_info(schedulers_online), []).

parallel(_, [], [], _, Done) ->
    lists:sort(Done);
parallel(Fun, [Item | Items], Running, Free, Done) when Free > 0 ->
    Worker = spawn_monitor(fun() -> exit({done, Fun(Item)}) end),
    parallel(Fun, Items, [{Worker, Item} | Running], Free - 1, Done);
parallel(Fun, Items, Running, Free, Done) ->
    receive
        {'DOWN', Ref, process, Pid, Why} ->
            {value, {_, Item}, Rest} = lists:keytake({Pid, Ref}, 1, Running),
            Result = case Why of {done, R} -> R; _ -> {Item, {crashed, Why}} end,
            parallel(Fun, Items, Rest, Free + 1, [Result | Done])
    end.
