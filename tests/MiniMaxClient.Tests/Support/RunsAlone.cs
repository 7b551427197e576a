namespace MiniMaxClient.Tests.Support;

/// <summary>Tests that run one by one and beside no other: they load the machine, or watch what belongs to the process.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
