namespace Microsoft.Extensions.Http.Resilience;

/// <summary>A stand-in for the handler of <c>AddStandardResilienceHandler</c>, which is told by this name.</summary>
internal sealed class ResilienceHandler : DelegatingHandler;
