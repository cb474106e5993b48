"""The rules: functions of values that know no database, chat or clock."""
