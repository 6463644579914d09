-- Boards are brought up to date by whoever asks, step by step: about ten milliseconds each.
if mend(1000) then return {'outdated'} end
