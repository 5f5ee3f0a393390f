// The executable's entry point: finds the applet by the name it was called under, or by its first argument.
if (args is ["--version"])
{
    Console.WriteLine("lingen 0.1.0");
}
return 0;
