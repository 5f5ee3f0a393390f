// Our words win over .NET's where they clash.
global using NativeMemory = Lingen.Terms.NativeMemory;
