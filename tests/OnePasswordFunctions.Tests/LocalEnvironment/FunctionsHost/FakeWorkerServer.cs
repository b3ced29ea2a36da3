using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>The web server of a <see cref="FakeWorkerApp"/>.</summary>
internal sealed class FakeWorkerServer(RequestDelegate serve) : LoopbackServer(new FaultVocabulary([], [], [], _ => null), TimeProvider.System)
{
    protected override Task HandleAsync(HttpContext context) => serve(context);
}
