-- Deductions and bonuses: the points a person took off or gave; null where the clause and its findings say it.
alter table decision add column points numeric(5, 1) check (points >= 0);
