module adapter

go 1.19

require kmcltarget v0.0.0

replace kmcltarget => ../../kits/go
