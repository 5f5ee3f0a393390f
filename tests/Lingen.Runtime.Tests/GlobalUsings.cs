// Our words win over .NET's where they clash.
global using Lingen.Code;
global using Lingen.Memory;
global using Lingen.Runtime;
global using Lingen.Terms;
global using Xunit;
global using NativeMemory = Lingen.Terms.NativeMemory;
global using Tuple = Lingen.Terms.Tuple;
