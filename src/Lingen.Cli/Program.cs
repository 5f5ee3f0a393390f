// The executable's entry point: finds the applet by the name it was called under or by its first argument, reads the
// command line and hands over to the boot.
using Lingen.Cli;

return Launcher.Run(Environment.GetCommandLineArgs()[0], args);
