namespace MiniMaxClient.Client;

/// <content>What the attempt holds, and how it is released.</content>
internal sealed partial class Exchange
{
    private void End()
    {
        Info?.MarkEnd(_call.Elapsed);
        _watch.Dispose();
        _call.Detach(this);
        _ending.Dispose();
        try
        {
            Release();
        }
        finally
        {
            MarkEnd();
        }
    }

    private void MarkEnd()
    {
        if (Interlocked.Exchange(ref _isMarked, 1) == 0)
            _call.MarkAttemptEnd(_place);
    }

    /// <summary>Gives back what a stream holds whose call is over, when nobody waits on it and would notice.</summary>
    private void Abandon()
    {
        if (!_watch.TryClose())
            return;
        try
        {
            Release();
        }
        finally
        {
            _call.Settle();
        }
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0)
            return;
        try
        {
            _body?.Dispose();
        }
        finally
        {
            try
            {
                _response?.Dispose();
            }
            finally
            {
                _permit?.Dispose();
            }
        }
    }
}
