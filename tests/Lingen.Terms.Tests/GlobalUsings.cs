// Our words win over .NET's where they clash.
global using Lingen.Terms;
global using Xunit;
global using NativeMemory = Lingen.Terms.NativeMemory;
global using Tuple = Lingen.Terms.Tuple;
