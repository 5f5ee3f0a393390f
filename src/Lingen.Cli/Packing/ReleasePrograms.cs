// The folder erts-VSN/bin of the archive: what a release takes with it so that it starts where no Erlang is installed. The
// executable lies there once, as beam.smp; the other names are scripts of a line or two that call it. Tools that assemble
// releases copy the folder whole.
using System.Text;
using Lingen.IO;

namespace Lingen.Cli;

/// <summary>The programs of a release.</summary>
internal static class ReleasePrograms
{
    private const string Executable = "beam.smp";

    // A release may have been moved, so its root is where the script is.
    private const string Erl = """
        #!/bin/sh
        # Starts the Erlang system of the release that this folder belongs to.
        BINDIR=$(cd "$(dirname "$(readlink -f "$0" || echo "$0")")" && pwd -P)
        ROOTDIR=${ERL_ROOTDIR:-$(dirname "$(dirname "$BINDIR")")}
        EMU=beam
        PROGNAME=${0##*/}
        export BINDIR ROOTDIR EMU PROGNAME
        exec "$BINDIR/erlexec" "$@"

        """;

    private const string StartErl = """
        #!/bin/sh
        # start_erl ROOTDIR RELDIR DATAFILE [FLAGS]: starts the version of a release that the data file names.
        ROOTDIR=$1 RELDIR=$2
        read -r erts version <"$3"
        shift 3
        BINDIR=$ROOTDIR/erts-$erts/bin
        EMU=beam
        PROGNAME=${0##*/}
        export BINDIR ROOTDIR RELDIR EMU PROGNAME
        exec "$BINDIR/erlexec" -boot "$RELDIR/$version/start" -config "$RELDIR/$version/sys" "$@"

        """;

    private static readonly string[] Applets = ["erlexec", "erlc", "escript", "epmd"];

    /// <summary>Adds the folder; its files bear the time given, in seconds since 1970.</summary>
    public static void AddTo(ArchiveWriter writer, long modifiedSeconds)
    {
        string folder = $"erts-{OtpFolder.EmulatorVersion}/bin/";
        writer.AddExecutable(folder + Executable, modifiedSeconds);
        Script("erl", Erl);
        Script("start_erl", StartErl);
        foreach (string applet in Applets)
        {
            Script(applet, $"#!/bin/sh\nexec \"${{0%/*}}/{Executable}\" {applet} \"$@\"\n");
        }

        void Script(string name, string text) => writer.AddProgram(folder + name, Encoding.UTF8.GetBytes(text), modifiedSeconds);
    }
}
