namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the handler is ended when the host stops.</summary>
internal enum HandlerStopMode
{
    /// <summary>SIGKILL, as the host itself does: the handler gets no chance to do anything.</summary>
    Kill,

    /// <summary>SIGTERM, a wait, then SIGKILL, as the platform of Flex Consumption does when it takes an instance away.</summary>
    Terminate,
}
