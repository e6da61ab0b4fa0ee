module kmcltarget

go 1.19
