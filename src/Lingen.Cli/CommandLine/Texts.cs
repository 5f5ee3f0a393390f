// What the command line prints: help, version and usage.
namespace Lingen.Cli;

/// <summary>Texts for the user.</summary>
public static class Texts
{
    public const string Version = "0.1.0";

    public const string LauncherUsage =
        "Usage: erl [-noshell] [-noinput] [-eval EXPR] [-s MOD [FUN [ARG...]]] [-run MOD [FUN [ARG...]]] [-pa DIR...] [-pz DIR...] "
        + "[-boot FILE] [-config FILE] [-mode interactive|embedded|minimal] [-env VAR VALUE] [-args_file FILE] [-emu_args] [-version] "
        + "[+B[c|d|i]] [+S N[:M]] [+SP P[:Q]] [+SDcpu N[:M]] [+SDio N] [+P N] [+Q N] [+t N] [+hms WORDS] [+hmax WORDS] [+fnu|+fnl|+fna] "
        + "[+pc unicode|latin1] [+W i|w|e] [+z OPTION VALUE] [ARG...] [-extra ARG...]";

    public const string EmulatorUsage =
        "Flags of the emulator start with +, as in +P 2000000; flags of the Erlang system start with -, as in -noshell.\n"
        + "`lingen --help` tells the usual ones, OTP's manual page erl(1) all of them.";

    public const string Help = """
        lingen: Erlang/OTP in one file.

          lingen                     the Erlang shell
          lingen run FILE.erl ARGS   compiles FILE in memory and calls its main/1 with ARGS (or main/0)
          lingen erl FLAGS           as OTP's erl: flags of the system (-noshell, -eval, -s, -pa ...) and the emulator (+S, +P ...)
          lingen erlc OPTIONS FILES  the compiler, as OTP's erlc
          lingen escript FILE ARGS   runs a script, as OTP's escript
          lingen epmd FLAGS          the port mapper daemon, or a question to it, as OTP's epmd
          lingen install DIR         puts the links erl, erlc, escript and epmd into DIR, so that makefiles and scripts find them
          lingen --version           version of lingen, and of the OTP inside
          lingen --help              this page

        Called under the name erl, erlc, escript or epmd, it is that program. Anything else that follows `lingen` is taken as for erl:

          lingen -noshell -eval 'io:format("~p~n", [erlang:system_info(otp_release)]), halt().'

        OTP's libraries are inside the executable, under the folder /lingen-otp, which only Erlang code can see.
        LINGEN_OTP=DIR in the environment takes them from DIR instead, the folder that code:root_dir() gives in another OTP.
        """;
}
