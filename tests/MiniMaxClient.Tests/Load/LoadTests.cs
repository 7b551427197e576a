namespace MiniMaxClient.Tests.Load;

/// <summary>Tests that load the machine or count the memory of the process: they run one by one, when no other does.</summary>
[CollectionDefinition(nameof(LoadTests), DisableParallelization = true)]
public sealed class LoadTests;
