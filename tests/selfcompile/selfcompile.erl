%% OTP's compiler on the machine under test: compiles the sources of OTP's applications with the options recorded in the
%% shipped files, and compares the chunks that bear code with those shipped, byte for byte.
%%
%%   selfcompile:main(Root, Applications, Modules)    Modules: all, or a list of names
%%
%% Prints one line for each module that differs, and last "N equal, N different, N without source".
-module(selfcompile).
-export([main/0, main/3]).

-define(CHUNKS, ["AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT", "Meta", "Type", "Line", "LocT"]).

%% Arguments after -extra: the root folder of OTP, the applications separated by commas, then modules, if not all.
main() ->
    [Root, Apps | Modules] = init:get_plain_arguments(),
    Wanted = case Modules of [] -> all; _ -> Modules end,
    halt(case main(Root, string:lexemes(Apps, ","), Wanted) of 0 -> 0; _ -> 1 end).

main(Root, Apps, Wanted) ->
    Jobs = [{Root, App, Beam} || App <- Apps, Dir <- filelib:wildcard(filename:join([Root, "lib", App ++ "-*"])),
        Beam <- lists:sort(filelib:wildcard(filename:join([Dir, "ebin", "*.beam"]))),
        Wanted =:= all orelse lists:member(filename:basename(Beam, ".beam"), Wanted)],
    Results = parallel(Jobs, erlang:system_info(schedulers_online)),
    [io:format("~s: ~tp~n", [filename:basename(B, ".beam"), Why]) || {{_, _, B}, {different, Why}} <- Results],
    Count = fun(Kind) -> length([x || {_, R} <- Results, R =:= Kind orelse (is_tuple(R) andalso element(1, R) =:= Kind)]) end,
    io:format("~p equal, ~p different, ~p without source~n", [Count(equal), Count(different), Count(no_source)]),
    Count(different).

parallel(Jobs, Workers) ->
    Self = self(),
    Pids = [spawn_link(fun() -> worker(Self) end) || _ <- lists:seq(1, Workers)],
    R = hand_out(Jobs, length(Jobs), []),
    [P ! stop || P <- Pids],
    R.

hand_out(_, 0, Acc) -> lists:reverse(Acc);
hand_out(Jobs, Left, Acc) ->
    receive
        {ready, P} when Jobs =/= [] -> P ! {job, hd(Jobs)}, hand_out(tl(Jobs), Left, Acc);
        {done, Job, Result} -> hand_out(Jobs, Left - 1, [{Job, Result} | Acc])
    end.

worker(Boss) ->
    Boss ! {ready, self()},
    receive
        {job, Job} -> Boss ! {done, Job, try compare(Job) catch C:R:S -> {different, {C, R, S}} end}, worker(Boss);
        stop -> ok
    end.

compare({Root, _, Beam}) ->
    Lib = filename:dirname(filename:dirname(Beam)),
    case filelib:wildcard(filename:join([Lib, "src", "**", filename:basename(Beam, ".beam") ++ ".erl"])) of
        [] -> no_source;
        [Source | _] ->
            {ok, Shipped} = file:read_file(Beam),
            {ok, {_, [{compile_info, Info}]}} = beam_lib:chunks(Shipped, [compile_info]),
            Options = [O || O <- proplists:get_value(options, Info, []), keep(O)],
            case compile:file(Source, [binary, return_errors, deterministic | Options] ++ includes(Root, Lib, Source)) of
                {ok, _, Made} -> diff(Shipped, Made, chunks(Source));
                %% Debian's source package lacks a few headers of the emulator.
                {error, [{_, [{_, epp, {include, file, _}} | _]} | _], _} -> no_source;
                Error -> {different, Error}
            end
    end.

%% Paths of the machine that built the packages mean nothing here; what does not change code is left out too.
keep({i, _}) -> false;
keep({outdir, _}) -> false;
keep({source, _}) -> false;
keep(_) -> true.

includes(Root, Lib, Source) ->
    Apps = filelib:wildcard(filename:join([Root, "lib", "*-*"])),
    [{i, D} || D <- [filename:dirname(Source), filename:join(Lib, "include"), filename:join(Lib, "src") |
        [filename:join(A, S) || A <- Apps, S <- ["include", "src"]]]].

%% What yecc made names its template by a path of the machine that built the package, in the table of lines.
chunks(Source) ->
    case filelib:is_regular(filename:rootname(Source) ++ ".yrl") of
        true -> ?CHUNKS -- ["Line"];
        false -> ?CHUNKS
    end.

diff(Shipped, Made, Names) ->
    case [C || C <- Names, chunk(Shipped, C) =/= chunk(Made, C)] of
        [] -> equal;
        Chunks -> {different, Chunks}
    end.

%% Compressed literals are compared as they are meant.
chunk(Beam, Name) ->
    case beam_lib:chunks(Beam, [Name], [allow_missing_chunks]) of
        {ok, {_, [{_, <<_:32, Z/binary>>}]}} when Name =:= "LitT" -> zlib:uncompress(Z);
        {ok, {_, [{_, Data}]}} -> Data
    end.
