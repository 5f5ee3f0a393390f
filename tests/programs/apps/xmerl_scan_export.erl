%% xmerl: scanning a document, XPath, exporting, entities, a broken document; SAX events.
-module(xmerl_scan_export).
-export([main/0]).
-include_lib("xmerl/include/xmerl.hrl").

main() ->
    Doc = "<?xml version=\"1.0\"?><lib><book id=\"1\"><title>A &amp; B</title></book><book id=\"2\"><title>C</title></book></lib>",
    {E, []} = xmerl_scan:string(Doc),
    io:format("~p~n", [E#xmlElement.name]),
    io:format("~p~n", [[T#xmlText.value || T <- xmerl_xpath:string("//book/title/text()", E)]]),
    io:format("~p~n", [[A#xmlAttribute.value || A <- xmerl_xpath:string("//book[title='C']/@id", E)]]),
    io:format("~s~n", [lists:flatten(xmerl:export_simple_content([{p, [{class, "x"}], ["text < more"]}], xmerl_xml))]),
    io:format("~p~n", [element(1, catch xmerl_scan:string("<a><b></a>", [{quiet, true}]))]),
    {ok, Names, _} = xmerl_sax_parser:stream(list_to_binary(Doc), [{event_fun, fun({startElement, _, N, _, _}, _, S) -> [N | S]; (_, _, S) -> S end}, {event_state, []}]),
    io:format("~p~n", [lists:reverse(Names)]).

%! expect: lib
%! expect: ["A & B","C"]
%! expect: ["2"]
%! expect: <p class="x">text &lt; more</p>
%! expect: 'EXIT'
%! expect: ["lib","book","title","book","title"]
